/** Shows which API answers behind the proxy. */
import { api } from "./api.js";

const { name, version } = await (await fetch("/api/")).json();
document.getElementById("state").textContent = `${name} ${version} (${api})`;
