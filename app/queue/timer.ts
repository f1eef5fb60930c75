/** Does something at moments that are known before, such as those of a cron line. */

/** The longest that a timer can wait, in ms */
const longest = 2 ** 31 - 1;

/** Gives what stops it. */
export function startTimer(
  nextAfter: (now: Date) => Date | null,
  work: (moment: Date) => void,
): () => void {
  let timer: NodeJS.Timeout | undefined;
  const plan = (after: Date): void => {
    const moment = nextAfter(after);
    if (moment) wait(moment);
  };
  const wait = (moment: Date): void => {
    const left = moment.getTime() - Date.now();
    timer = setTimeout(
      () => {
        if (left > longest) return wait(moment);
        plan(new Date(Math.max(Date.now(), moment.getTime())));
        work(moment);
      },
      Math.min(Math.max(left, 0), longest),
    );
  };
  plan(new Date());
  return () => clearTimeout(timer);
}
