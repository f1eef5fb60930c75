/** What the dashboards promise, on whichever database, against figures made up by hand. */

import { expect, test, vi } from "vitest";

import type { MakeDatabase } from "../databases.ts";
import { startApp } from "../helper.ts";
import { addCase, base, startFixture } from "./dashboard-fixture.ts";

const january = "start_date=2026-01-01&end_date=2026-01-31";
const february = "start_date=2026-02-01&end_date=2026-02-28";

export function describeDashboard(make: MakeDatabase): void {
  test("N003-59 each sum counts once: 400.00 kept in January and 600.00 settled in February", async () => {
    const { ask, ana } = await startFixture(make);
    const recovered = async (query: string) => (await ask(`kpis?${query}`)).amount_recovered;
    expect(await recovered(`${january}&gestor_id=${ana.id}`)).toBe("400.00");
    expect(await recovered(`${february}&gestor_id=${ana.id}`)).toBe("600.00");
    expect(await recovered(january)).toBe("400.00");
    expect(await recovered(february)).toBe("900.25");
    expect(await recovered("")).toBe("1300.25");
    expect(await recovered("cartera=B")).toBe("300.25");
  });

  test("N003-59 a case that was paid with more than its amount leaves nothing below zero", async () => {
    const app = await startFixture(make);
    await addCase(app, {
      amount: 100,
      created: "2026-03-01T10:00:00",
      paid: "2026-03-10",
      promises: [[150, "2026-03-05", "2026-03-05"]],
    });
    expect((await app.ask("kpis?start_date=2026-03-01")).amount_recovered).toBe("150.00");
  });

  test("N003-60 the recovery rate is what was recovered of the cases until then, rounded half up; 0 of none", async () => {
    const { ask, beto } = await startFixture(make);
    const rate = async (query: string) => (await ask(`kpis?${query}`)).recovery_rate;
    expect(await rate(january)).toBe(13.33); // 400.00 / 3000.50
    expect(await rate(february)).toBe(25.72); // 900.25 / 3500.50
    expect(await rate(`gestor_id=${beto.id}`)).toBe(15.01); // 300.25 / 2000.50
    expect(await rate("end_date=2025-12-31")).toBe(0);
  });

  test("N003-61 three kept of four due are 75; one that is not due, or of another period, changes nothing", async () => {
    const app = await startApp({ make });
    const admin = await app.as("ADMIN");
    const kept = async (query: string) =>
      (await admin.get(`${base}/kpis?${query}`)).body.promises_kept as number;
    expect(await kept(january)).toBe(0);
    await addCase(app, {
      amount: 10,
      created: "2026-01-01T00:00:00",
      promises: [
        [1, "2026-01-01", "2026-01-01"],
        [1, "2026-01-15", "2026-02-15"],
        [1, "2026-01-31", "2026-01-31"],
        [1, "2026-01-20"],
        [1, "2026-02-01", "2026-01-31"],
        [1, "2299-01-01"],
      ],
    });
    await app.app.cache.drop("collections");
    expect(await kept(january)).toBe(75);
    expect(await kept("start_date=2298-01-01")).toBe(0);
  });

  test("N003-62 managements are the activities of the period, by author and cartera when asked", async () => {
    const { ask, ana, beto } = await startFixture(make);
    const count = async (query: string) => (await ask(`kpis?${query}`)).managements;
    expect(await count("")).toBe(4);
    expect(await count(january)).toBe(1);
    expect(await count(february)).toBe(3);
    expect(await count(`${february}&gestor_id=${ana.id}`)).toBe(2);
    expect(await count(`gestor_id=${beto.id}`)).toBe(1);
    expect(await count("cartera=A")).toBe(2);
  });

  test("N003-39 four KPIs for administrators alone; a period that ends before it starts is 422", async () => {
    const { admin, ana, ask } = await startFixture(make);
    expect(await ask("kpis")).toEqual({
      amount_recovered: "1300.25",
      recovery_rate: 37.14,
      promises_kept: 50,
      managements: 4,
    });
    expect((await ana.get(`${base}/kpis`)).status).toBe(403);
    for (const path of [
      "kpis",
      "charts/performance",
      "charts/cartera",
      "gestores/ranking",
      "stats/comparison",
    ]) {
      const answer = await admin.get(`${base}/${path}?start_date=2026-02-02&end_date=2026-02-01`);
      expect([path, answer.status]).toEqual([path, 422]);
    }
  });

  test("N003-40, N003-193 the points are days, weeks or months, none is missing, and they add up to the KPIs", async () => {
    const { ask } = await startFixture(make);
    const cases: [string, number, string[]][] = [
      [february, 28, ["2026-02-01", "2026-02-02"]],
      ["start_date=2026-01-01&end_date=2026-03-03", 62, ["2026-01-01", "2026-01-02"]],
      ["start_date=2026-01-01&end_date=2026-03-04", 9, ["2026-01-01", "2026-01-08"]],
      ["start_date=2025-12-15&end_date=2026-12-20", 13, ["2025-12", "2026-01"]],
      ["", 55, ["2026-01-20", "2026-01-21"]], // from the first sum until today
    ];
    for (const [query, points, first] of cases) {
      const { labels, amount_recovered, managements } = await ask(`charts/performance?${query}`);
      expect([query, labels.length, labels.slice(0, 2)]).toEqual([query, points, first]);
      expect([amount_recovered.length, managements.length]).toEqual([points, points]);
      const kpis = await ask(`kpis?${query}`);
      const add = (list: (string | number)[]) =>
        list.reduce((sum: number, x) => sum + Number(x), 0);
      expect(add(amount_recovered).toFixed(2)).toBe(kpis.amount_recovered);
      expect(add(managements)).toBe(kpis.managements);
    }
    const { amount_recovered, managements } = await ask(`charts/performance?${february}`);
    const points = (list: (string | number)[]) =>
      list.flatMap((value, index) => (Number(value) === 0 ? [] : [[index + 1, value]]));
    expect(points(amount_recovered)).toEqual([
      [1, "300.25"],
      [10, "600.00"],
    ]);
    expect(points(managements)).toEqual([
      [1, 1],
      [10, 1],
      [28, 1],
    ]);
  });

  test("N003-41, N003-44 the distributions by cartera and by state add up to all cases and their amount", async () => {
    const { ask } = await startFixture(make);
    expect(await ask("charts/cartera")).toEqual([
      { cartera: "A", cases: 1, amount: "1000.00" },
      { cartera: "B", cases: 1, amount: "2000.50" },
      { cartera: "C", cases: 1, amount: "500.00" },
    ]);
    expect(await ask(`charts/cartera?${february}`)).toMatchObject([
      { cases: 0, amount: "0.00" },
      { cases: 0 },
      { cases: 1, amount: "500.00" },
    ]);
    expect(await ask("cases/status")).toEqual([
      { status: "en_gestion", cases: 2, amount: "2500.50" },
      { status: "promesa", cases: 0, amount: "0.00" },
      { status: "pagada", cases: 1, amount: "1000.00" },
      { status: "incobrable", cases: 0, amount: "0.00" },
    ]);
  });

  test("N003-42, N003-64 the gestores come by what they recovered, then by name, and at most as many as asked", async () => {
    const app = await startFixture(make);
    const cora = await app.as("GESTOR", "cora");
    await addCase(app, {
      gestor: cora.id,
      amount: 5000,
      created: "2026-03-01T10:00:00",
      promises: [[300.25, "2026-02-02", "2026-02-02"]],
    });
    const row = (gestor: string, sum: string, cases: number, kept: number, activities: number) => ({
      gestor,
      amount_recovered: sum,
      cases,
      promises_kept: kept,
      activities,
    });
    expect(await app.ask(`gestores/ranking?${february}`)).toMatchObject([
      row("ana", "600.00", 1, 0, 2),
      row("beto", "300.25", 1, 0, 1),
      row("cora", "300.25", 1, 1, 0),
    ]);
    const names = async (query: string) =>
      (await app.ask(`gestores/ranking?${query}`)).map(({ gestor }: { gestor: string }) => gestor);
    expect(await names("")).toEqual(["ana", "beto", "cora"]);
    expect(await names("limit=2")).toEqual(["ana", "beto"]);
    expect(await names(`${january}&limit=1`)).toEqual(["ana"]);
  });

  test("N003-43, N003-65 the period stands beside the one of the same length before it, with the change in %", async () => {
    const { ask } = await startFixture(make);
    expect(await ask(`stats/comparison?${february}`)).toEqual({
      current: {
        start_date: "2026-02-01",
        end_date: "2026-02-28",
        amount_recovered: "900.25",
        managements: 3,
      },
      previous: {
        start_date: "2026-01-04",
        end_date: "2026-01-31",
        amount_recovered: "400.00",
        managements: 1,
      },
      change: { amount_recovered: 125.06, managements: 200 },
    });
    expect((await ask(`stats/comparison?${january}`)).change).toEqual({
      amount_recovered: null,
      managements: null,
    });
  });

  test("N003-63 what is shown is kept for 300 s, for each filter apart, and dropped by any change", async () => {
    const app = await startFixture(make);
    const { ask, db, ana, admin, one } = app;
    const count = async (query = "") => (await ask(`kpis?${query}`)).managements;
    expect([await count(), await count(january)]).toEqual([4, 1]);
    await db.activity.deleteMany(); // nobody tells the cache
    expect([await count(), await count(january), await count("cartera=A")]).toEqual([4, 1, 0]);
    vi.setSystemTime(Date.now() + 299_000);
    expect(await count()).toBe(4);
    vi.setSystemTime(Date.now() + 2_000);
    expect(await count()).toBe(0);
    const changes = [
      () => ana.post(`/api/v1/cases/${one.id}/activities`, { type: "note" }),
      () => admin.put(`/api/v1/cases/${one.id}`, { notes: "x" }),
      () => admin.patch("/api/v1/promises/1", { status: "broken" }),
    ];
    for (const [index, change] of changes.entries()) {
      await db.activity.createMany({
        data: [{ caseId: one.id, createdById: ana.id, type: "call" }],
      });
      const before = await count();
      expect((await change()).status).toBeLessThan(300);
      expect([index, await count()]).not.toEqual([index, before]);
    }
  });
}
