import fc, { type Arbitrary } from "fast-check";
import {
  anyBombShot,
  anyBrokenDocument,
  anyGet,
  anyMutation,
  anyOddHeaders,
  anyQuery,
  anyWrongShape,
} from "./graphql-shots.js";
import { anyAddress, anyRest, type OpenApi } from "./rest-shots.js";
import type { Shot } from "./shot.js";
import { anyRaw, anyRawFrames, anySocket, anyStream } from "./socket-shots.js";

/** One thing that somebody might send to the service, in the proportions of the run. */
export const anyShot = (api: OpenApi): Arbitrary<Shot> =>
  fc.oneof(
    { weight: 22, arbitrary: anyQuery },
    { weight: 20, arbitrary: anyMutation },
    { weight: 4, arbitrary: anyGet },
    { weight: 9, arbitrary: anyBrokenDocument },
    { weight: 6, arbitrary: anyBombShot },
    { weight: 5, arbitrary: anyWrongShape },
    { weight: 3, arbitrary: anyOddHeaders },
    { weight: 20, arbitrary: anyRest(api) },
    { weight: 3, arbitrary: anyAddress },
    { weight: 5, arbitrary: anySocket },
    { weight: 2, arbitrary: anyStream },
    { weight: 1, arbitrary: anyRaw },
    { weight: 1, arbitrary: anyRawFrames },
  );
