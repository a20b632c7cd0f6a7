/** Payloads: small ones stand in the event, large ones in the blob store. Core looks them up synchronously. @module */
import { canonicalPlan, type Json, type Plan, planHash, WorkflowError } from '@sluice/core/plan';
import type { BlobStore, Payload, PayloadLookup, RunEvent } from '@sluice/core/run';

/** The largest payload that stands in an event, in bytes. */
const MAX_INLINE_BYTES: number = 64 * 1024;

/** What is known of blobs, for one run. */
export interface PayloadCache {
  readonly lookup: PayloadLookup;
  /** Stores a value if it is large. */
  keep(value: Json): Promise<Payload>;
  /** Stores a nested plan, so that the run can go on when the library has changed. Gives its hash. */
  keepPlan(plan: Plan): Promise<string>;
  /** Fetches everything that an event of the history points to. */
  fill(event: RunEvent): Promise<void>;
  read(payload: Payload): Json;
}

/** An empty cache over a blob store. */
export function createPayloadCache(blobs: BlobStore): PayloadCache {
  const values = new Map<string, Json>();
  const plans = new Map<string, Plan>();
  const fetched = async (sha256: string): Promise<Json> => {
    const bytes = await blobs.get(sha256);
    return JSON.parse(new TextDecoder().decode(bytes)) as Json;
  };
  const lookUp = (sha256: string): Json => {
    const value = values.get(sha256);
    if (value !== undefined) return value;
    throw new WorkflowError('INTERNAL', `The payload ${sha256} was not fetched.`);
  };
  return {
    lookup: { payload: lookUp, plan: (hash) => plans.get(hash) },
    read: (payload) => (payload.blob === undefined ? payload.value : lookUp(payload.blob)),
    async keep(value) {
      const bytes = new TextEncoder().encode(JSON.stringify(value));
      if (bytes.length <= MAX_INLINE_BYTES) return { value };
      const { sha256 } = await blobs.put(bytes);
      values.set(sha256, value);
      return { blob: sha256, bytes: bytes.length };
    },
    async keepPlan(plan) {
      const hash = planHash(plan);
      plans.set(hash, plan);
      // The very bytes that the hash is made of: it is their address, too.
      await blobs.put(new TextEncoder().encode(JSON.stringify(canonicalPlan(plan))));
      return hash;
    },
    async fill(event) {
      switch (event.type) {
        case 'step-scheduled':
          return fillPayload(event.inputs);
        case 'step-completed':
          return fillPayload(event.outputs);
        case 'gate-opened':
          return fillPayload(event.review);
        case 'run-started':
          for (const hash of Object.values(event.nested ?? {})) {
            if (!plans.has(hash)) plans.set(hash, (await fetched(hash)) as unknown as Plan);
          }
      }
    },
  };
  async function fillPayload(payload: Payload): Promise<void> {
    if (payload.blob !== undefined && !values.has(payload.blob)) {
      values.set(payload.blob, await fetched(payload.blob));
    }
  }
}
