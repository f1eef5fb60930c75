/** A loan from its making to its payment over HTTP, each call with the status it must have. */

type Body = ReturnType<typeof JSON.parse>;
type Call = (method: string, path: string, expected: number, body?: object) => Promise<Body>;

type Caller = ReturnType<typeof makeCaller>;

/** Logs each call; throws at the first that answers something else. */
export function makeCaller(base: string, log: (line: string) => void) {
  const state = { token: "" };
  const call: Call = async (method, path, expected, body) => {
    const response = await fetch(base + path, {
      method,
      headers: {
        ...(state.token && { authorization: `Bearer ${state.token}` }),
        ...(body && { "content-type": "application/json" }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    log(`  ${method.padEnd(4)} ${path}  expected ${expected}, got ${response.status}`);
    if (response.status !== expected) throw new Error(`${method} ${path} answered ${response.status}`);
    return response.json();
  };
  const signIn = async (username: string, password: string) => {
    state.token = "";
    state.token = (await call("POST", "/api/auth/token/", 200, { username, password })).access;
  };
  return { call, signIn };
}

/** Gives what must be refused when it comes again. */
export async function exercise({ call, signIn }: Caller): Promise<[string, object][]> {
  await call("GET", "/api/", 200);
  const person = {
    email: `e2e-${Date.now()}@example.com`,
    password: "e2e-password",
    nombre: "Eva",
    apellido: "Dos",
  };
  await call("POST", "/api/auth/register", 201, person);
  await signIn("client1", "client1234");
  const { items: own } = await call("GET", "/api/loans/", 200);
  if (own.length === 0) throw new Error("the seed's loan is not there");
  const { id: client_id } = await call("GET", "/api/auth/me", 200);
  await signIn("admin", "admin1234");
  const terms = { client_id, amount: "1000.00", installments: 2, first_due_date: "2031-01-31" };
  const loan = await call("POST", "/api/loans/", 201, terms);
  const { items } = await call("GET", `/api/loans/${loan.id}/installments/`, 200);
  const payment = { installment_id: items[0].id, amount: "500.00", reference: "E2E-1" };
  await call("POST", `/api/loans/${loan.id}/payments/`, 201, payment);
  return [
    [`/api/loans/${loan.id}/payments/`, payment],
    ["/api/auth/register", person],
  ];
}
