/**
 * Pieces of schemas that several modules use. What they let pass, all three databases can hold.
 */

import { type Static, type TSchema, Type } from "typebox";

/**
 * No NUL, which PostgreSQL refuses, and no half of a surrogate pair, which would silently become
 * another character.
 */
export const formats = {
  text: (value: string): boolean => !value.includes("\0") && value.isWellFormed(),
};

export function text(
  maxLength: number,
  options: { minLength?: number; description?: string } = {},
) {
  return Type.String({ format: "text", maxLength, ...options });
}

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
