/** The open sockets of this process, by user. Knows neither HTTP nor Redis. */

import type { WebSocket } from "ws";

import type { Role } from "./access.ts";

export interface Message {
  type: string;
  data: Record<string, unknown>;
}

/** One user, or all of these roles without the one that is named. */
export type Audience = { user: number } | { roles?: readonly Role[]; except?: number };

export interface Listener {
  id: number;
  role: Role;
  /** Of the login that the socket belongs to */
  family: string;
}

export class Connections {
  readonly #users = new Map<number, Map<WebSocket, Listener>>();

  /** Until it closes. */
  add(socket: WebSocket, listener: Listener): void {
    const own = this.#users.get(listener.id) ?? new Map<WebSocket, Listener>();
    this.#users.set(listener.id, own.set(socket, listener));
    socket.on("error", () => socket.terminate());
    socket.once("close", () => {
      own.delete(socket);
      if (own.size === 0 && this.#users.get(listener.id) === own) this.#users.delete(listener.id);
    });
  }

  /** Of one user, or of how many users there are any */
  count(userId?: number): number {
    return userId === undefined ? this.#users.size : (this.#users.get(userId)?.size ?? 0);
  }

  /** One that is broken does not keep the others from it. */
  deliver(audience: Audience, message: Message): void {
    const text = JSON.stringify(message);
    for (const [socket, listener] of this.#sockets()) {
      if (!belongs(listener, audience)) continue;
      try {
        socket.send(text);
      } catch {
        socket.terminate();
      }
    }
  }

  families(): string[] {
    return [...new Set([...this.#sockets()].map(([, { family }]) => family))];
  }

  /** 4001: the token is good no longer. */
  closeAllBut(families: ReadonlySet<string>): void {
    for (const [socket, { family }] of this.#sockets()) {
      if (!families.has(family)) socket.close(4001);
    }
  }

  * #sockets(): Generator<[WebSocket, Listener]> {
    for (const own of [...this.#users.values()]) yield* [...own];
  }
}

function belongs({ id, role }: Listener, audience: Audience): boolean {
  if ("user" in audience) return audience.user === id;
  return id !== audience.except && (audience.roles?.includes(role) ?? true);
}
