/** The journey on a real Docker daemon. */
import { takeJourney } from "../journey/journey.ts";
import { onDocker } from "../lab/lab.ts";

const environment = "journey";
const port = 18_123;

onDocker("a team's journey on docker", (lab) => {
  takeJourney(async () => {
    lab.clean(`${environment}-`);
    lab.clean(`${environment}.`);
    return {
      target: "docker",
      settings: "",
      variables: lab.variables,
      openAddress: async () => `http://127.0.0.1:${port}`,
      async openDoors() {
        const [replica] = lab.docker("ps", "--format", "{{.Names}}", "--filter", `name=${environment}-api`).split("\n");
        const [outside, inside] = [`http://127.0.0.1:${port}`, "http://api:8000"];
        return { outside, inside, direct: `http://${replica}:8000` };
      },
      async kill(component) {
        // as if it had crashed: Docker takes `docker kill` for a wish, and does not start it again
        lab.docker("exec", `${environment}-${component}`, "sh", "-c", "kill -9 -1");
      },
      async close() {
        lab.clean(`${environment}-`);
        lab.clean(`${environment}.`);
      },
    };
  }, port);
});
