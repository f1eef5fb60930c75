/** The formats of JSON Schema that the text of a variable is checked by; others only describe. */
import { isIP } from "node:net";

import { isReadableTimezone } from "./timezone.ts";

interface TextFormat {
  /** As in `must be a URL`. */
  what: string;
  fits(text: string): boolean;
}

const ownDuration = /^(?=\d)(\d+d)?(\d+h)?(\d+m)?(\d+s)?(\d+ms)?$/;
const isoDuration = /^P(?=[\dT])(\d+W|(\d+Y)?(\d+M)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?)$/;
const label = "[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?";
const hostname = new RegExp(`^(?=.{1,253}$)${label}(\\.${label})*$`);

export const textFormats: Readonly<Record<string, TextFormat>> = {
  uri: { what: "a URL such as https://example.com", fits: isUrl },
  "uri-reference": { what: "a URL or a path", fits: (text) => !/\s/.test(text) },
  origin: { what: "an origin such as https://app.example.com", fits: isOrigin },
  duration: {
    what: "a duration such as 30s or 1h30m",
    fits: (text) => ownDuration.test(text) || isoDuration.test(text),
  },
  email: { what: "an e-mail address", fits: (text) => /^[^\s@]+@[^\s@]+$/.test(text) },
  hostname: { what: "a host name", fits: (text) => hostname.test(text) },
  ipv4: { what: "an IPv4 address", fits: (text) => isIP(text) === 4 },
  ipv6: { what: "an IPv6 address", fits: (text) => isIP(text) === 6 },
  ip: { what: "an IP address", fits: (text) => isIP(text) > 0 },
  cidr: { what: "an IP address or a range such as 10.0.0.0/8", fits: isRange },
  date: { what: "a date such as 2027-03-31", fits: isDate },
  "date-time": { what: "a time such as 2027-03-31T12:00:00Z", fits: isDateTime },
  uuid: {
    what: "a UUID",
    fits: (text) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text),
  },
  timezone: { what: "a time zone such as America/Argentina/Buenos_Aires", fits: isReadableTimezone },
  json: { what: "JSON", fits: isJson },
};

function isUrl(text: string): boolean {
  return /^[a-z][a-z0-9+.-]*:[^\s]+$/i.test(text) && (URL.canParse(text) || /^[a-z0-9+]+:[/\w.]/i.test(text));
}

function isOrigin(text: string): boolean {
  return URL.parse(text)?.origin === text && !text.includes("*");
}

/** An address, or one with the number of bits that count. */
export function isRange(text: string): boolean {
  const [, ip = "", bits = "0"] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  return isIP(ip) > 0 && Number(bits) <= (isIP(ip) === 4 ? 32 : 128);
}

function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

function isDateTime(text: string): boolean {
  const form = /^(\d{4}-\d{2}-\d{2})[T ]\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/i;
  const [, date] = form.exec(text) ?? [];
  return date !== undefined && isDate(date) && !Number.isNaN(Date.parse(text));
}

export function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
