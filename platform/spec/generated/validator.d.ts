/** Types of the validator that ajv generates. */
import type { ErrorObject } from "ajv";

/** Of the schema that it was generated from. */
export declare const digest: string;
export declare const validate: { (value: unknown): boolean; errors?: ErrorObject[] | null };
