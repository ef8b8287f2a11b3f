import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { decodeSnapshot } from '../../../src/trace/index.js';
import { traceOf } from '../helpers/trace-builder.js';
import { GOLDEN_EVENTS } from './golden-run.js';
import { assertSameRun } from './same-run.js';

/** Links as they were made by version 1 of the format. They decode for ever: never change them, nor make them again. */
const LINKS = {
  'deflate-raw': [
    'dAeyPFbED7AJlj8tqFEEUQPEFDREZJSELk6K5m2xqxr6VeaVIJiZg_ACDirFpqrvvzBTTXdWpqp4gQ3-K-ANu3GThN',
    'r8ifodg3Lk_cM55MHy4wEfXN2QO5TR_zA6eiHE_wX4iLpNDmQxlMhqMJ9NPwCHoWpsFSHBUWFdS2WucrZuQeTIB-Nb',
    'Tc4pzp2k-YG-evXV3t3ffKF5bE__--uPXz--n0KUcIuy9iLDHToK1VVaoqsp0CRICsteVtSt2dv0ZJHbAIRI9NvsfO',
    'z_OZzg8fpXP7pmcVJ15Uq5YAodGhaUHebUBX1hHIJMBdty0VZV2fAPhS0Mg4flcG-2XmSPlrQEJPtgGOLReLQjkBv6',
    'dBbsi40EebaPYEbhLa1VlhW1NAImCTSJWR_gSxV6E-wL3IgGcXXB2GnB_yt6xjxP2nt-n_NUumpZdmrUuter7WrMPK',
    'YcW5NUw4aOROBqnnM2Da02hApXAkYOaB3IxrcmEWCSQpt0fLwA8dGhpbms-SG3igKYKCkFib3V0IDE0IG1pbGxpb24',
    'sIPCfl7wueyJxIjoxfe-_vQkABAIABAAHAgQEFAAAAgEBAgIAAQQFBgIAAgEBAwEAAxcABwUAkgNISAVGB0oFCAUKv',
    'IYBBQUFBgUJBmNnZYAAAAsKY2D4xbhDnAEEAAkAiqAG8i4KAtYN',
  ],
  'lz-string': [
    'lAa_WKrEDAAE0AmcxA3F3ZW4zOjhiBB4nBTI2LTAxLTAyVDAzOjA0OjA1LjY3OFoiLCJ0aW1pbmciOiJyZWNvcmRlZ',
    'BBwcm9tcHRfc2VudCIsCwxCZSBicmllZi4eRQ5HcsO2w59lIHZvbiDmnbHkuqw_In1dLCIIMRASCDEQHj10b29sX2N',
    'hbGxfaWQiOiJ0MR5AbG9vax5BcVwiOjF9IiwiCDIQHj50b29sX2NhbGxfaWQiOiJ0MR5CPGI-MTQ8L2I-IiwiCDIQY',
    'mVhbV9zZWFyY2giLCJwYXRocyI6W3sic2NvcmUiOjAuMX0sbnVsbF19LHsidHlwZSI6IhFmaW5pc2hfcmVhc29uIjo',
    'ic3RvcCIsInVzYWdlIjp7InByb21wdF90b2tlbnMiOjkUMTIVMjEXZXZhbF9jb3VudCI6MTIeNwgebQgxGzEyHAgxH',
    'TIxHAgyIiweRiweP3QxHTgeUx5YNx5WLFt7InNjb3BlIjoiZ3B1HlRudmlkaWEtc21pHlddLCJ1IjpbNDAsNTUyOTZ',
    'dLB5mdHJ1bmNhdGVkIiwxLCJhZnRlciBldmVudCAyMCJdXX0vADx0aGluaz5IbeKApgoKQWJvdXQgMTQgbWlsbGlvb',
    'iwg8J-XvC57InEiOjF977-9CQAEAgAEAAcCBAQUEgACAIBiLGAgCgAwa4wGAzDUABcABwUAkgNISAVGB0oFCAUKvIY',
    'BBQUFBgUJCDgFAAAZZAAACwoAMF8QADodBOgACQCKoAbyLgoC1g0',
  ],
};

describe('a link that was made long ago decodes to what it was made of', () => {
  for (const [codec, pieces] of Object.entries(LINKS)) {
    test(codec, async () => {
      const trace = await decodeSnapshot(pieces.join(''));
      assertSameRun(trace, traceOf(...GOLDEN_EVENTS), 0);
      assert.deepEqual(trace.notices, [{ code: 'truncated', count: 1, detail: 'after event 20' }]);
    });
  }
});
