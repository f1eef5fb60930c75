/** The Pulumi classes of Docker's resources. */
import * as docker from "@pulumi/docker";

const classes: Readonly<Record<string, unknown>> = {
  "pulumi:providers:docker": docker.Provider,
  "docker:index/volume:Volume": docker.Volume,
  "docker:index/container:Container": docker.Container,
  "docker:index/remoteImage:RemoteImage": docker.RemoteImage,
};

export function resourceClass(type: string): unknown {
  return classes[type];
}
