/**
 * When versions reach their end of life, oldest first, with the source and the day on which it was
 * read; `null` where no end was announced by then.
 */

export interface Support {
  source: string;
  checked: string;
  ends: Readonly<Record<string, string | null>>;
}

export const support: Readonly<Record<string, Support>> = {
  postgresql: {
    source: "https://www.postgresql.org/support/versioning/",
    checked: "2026-11-22",
    ends: {
      "11": "2023-11-09",
      "12": "2024-11-21",
      "13": "2025-11-13",
      "14": "2026-11-12",
      "15": "2027-11-11",
      "16": "2028-11-09",
      "17": "2029-11-08",
      "18": "2030-11-14",
    },
  },
  mysql: {
    source: "https://endoflife.date/mysql",
    checked: "2026-11-22",
    ends: { "5.7": "2023-10-31", "8.0": "2026-04-30", "8.4": "2032-04-30" },
  },
  redis: {
    source: "https://endoflife.date/redis",
    checked: "2026-02-23",
    ends: {
      "5.0": "2022-04-27",
      "6.0": "2022-05-31",
      "6.2": "2025-02-28",
      "7.0": "2024-07-29",
      "7.2": null,
      "7.4": null,
      "8.0": "2026-02-11",
      "8.2": null,
      "8.4": null,
      "8.6": null,
    },
  },
  node: {
    source: "https://nodejs.org/en/about/previous-releases",
    checked: "2026-11-22",
    ends: {
      "16": "2023-09-11",
      "18": "2025-04-30",
      "20": "2026-04-30",
      "22": "2027-04-30",
      "24": "2028-04-30",
    },
  },
  cluster: {
    source: "https://kubernetes.io/releases/",
    checked: "2026-11-22",
    ends: {
      "1.30": "2025-06-28",
      "1.31": "2025-10-28",
      "1.32": "2026-02-28",
      "1.33": "2026-06-28",
      "1.34": "2026-10-27",
    },
  },
};
