/** The name under which the cache keeps what the dashboards show. */

export const group = "collections";
