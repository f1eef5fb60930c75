/** Until when the certificate of an address is good, whoever has signed it. */

import { once } from "node:events";
import { connect } from "node:tls";

/** Throws where nobody answers. */
export async function readCertificateEnd(address: string): Promise<Date> {
  const { hostname: host, port } = new URL(address);
  const socket = connect({
    host, port: Number(port || 443), servername: host, rejectUnauthorized: false, timeout: 10_000,
  });
  socket.once("timeout", () => socket.destroy(new Error(`${host} does not answer`)));
  try {
    await once(socket, "secureConnect");
    return new Date(socket.getPeerCertificate().valid_to);
  } finally {
    socket.destroy();
  }
}
