/** The names of the tasks, for who hands them over and needs none of what they do. */

export const taskNames = ["claim-created", "contact-received", "loan-events", "send-mail"] as const;

export type TaskName = (typeof taskNames)[number];
