/** Each command of the README that deploys staging does so, on a real daemon. */
import { newcomersVariables } from "../e2e/newcomer.ts";
import { onDocker } from "../lab/lab.ts";
import { pluginVariables } from "../lab/plugins.ts";
import { listCommands, placeOf } from "./commands.ts";
import { takeWalk } from "./walk.ts";

onDocker("the README on a Docker host", ({ host }) => {
  takeWalk(listCommands("README.md").filter((command) => placeOf(command) === "docker"), {
    variables: { ...pluginVariables("docker", newcomersVariables().PATH), DOCKER_HOST: host },
    deeds: {
      "npx andamio diff staging prod": { says: /staging and prod differ/, code: 3 },
      "npx andamio up staging": { says: /staging is up/ },
      "npx andamio up staging --plan plan.json": { says: /nothing changed/ },
    },
    leave: ["npx andamio destroy staging --data --yes"],
  });
});
