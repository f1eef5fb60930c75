/**
 * Pieces of schemas that several modules use. What they let pass, all three databases can hold.
 */

import { type Static, type TSchema, Type } from "typebox";

/**
 * No NUL, which PostgreSQL refuses, and no half of a surrogate pair, which would silently become
 * another character.
 */
export const formats = {
  text: isText,
  visible: (value: string): boolean => isText(value) && isVisible(value),
  "new-password": (value: string): boolean =>
    isText(value) && Array.from(value.normalize("NFC")).length >= shortestPassword,
};

const shortestPassword = 8;

function isText(value: string): boolean {
  return !value.includes("\0") && value.isWellFormed();
}

/** Has a character that is neither a blank nor one of those that show nothing. */
export function isVisible(value: string): boolean {
  return /[^\p{White_Space}\p{Default_Ignorable_Code_Point}\p{C}\u2800]/u.test(value);
}

/** What must have a character must have one that can be seen. */
export function text(
  maxLength: number,
  options: { minLength?: number; description?: string } = {},
) {
  return Type.String({ format: options.minLength ? "visible" : "text", maxLength, ...options });
}

/** A new one; the accents of a letter are not counted. */
export const newPassword = Type.String({
  format: "new-password",
  minLength: shortestPassword,
  maxLength: 128,
});

/**
 * As it is, or null. Not a union: validation would take null for an empty text, which it can
 * become.
 */
export function nullable<T extends TSchema & { type: string }>(schema: T) {
  return Type.Unsafe<Static<T> | null>({ ...schema, type: [schema.type, "null"] });
}

export const id = Type.Integer({ minimum: 1, maximum: 2_147_483_647 });

export const moment = Type.String({ format: "date-time" });

/** The one body of every error (X39). */
export const errorBody = Type.Object({
  error: Type.String({ description: "A code for programs" }),
  detail: Type.Union([Type.String(), Type.Array(Type.String())], {
    description: "What is wrong, for people",
  }),
  request_id: Type.String(),
});

/** Which slice of a list; `page` counts from 1. */
export const pageQuery = {
  page: Type.Integer({ minimum: 1, maximum: 1_000_000, default: 1 }),
  limit: Type.Integer({ minimum: 1, maximum: 100, default: 20 }),
};

export function sliceOf({ page, limit }: { page: number; limit: number }) {
  return { skip: (page - 1) * limit, take: limit };
}

/** The schemas of a route's answers: the good one, and the error body for the rest. */
export function answers<const T extends Record<number, unknown>>(good: T) {
  return { ...good, "4xx": errorBody, "5xx": errorBody };
}
