/* Verifies badges with Digital Bazaar's libraries and with jose, from files only.
 *
 * On standard input:
 *   {"catalog": ".../schemas/catalog.json",
 *    "documents": {"https://…": ".../documents/….json"},
 *    "cases": [{"name": "…", "form": "di" | "jwt" | "jws", "file": "…", "key": "https://…"}]}
 *
 * On standard output, for each case by its name: {"verified": …, "error": "…"}. `key` is the
 * address of the key that a token has to be signed with; the token's own words choose nothing.
 */

import {readFile} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {text} from 'node:stream/consumers';

import * as vc from '@digitalbazaar/vc';
import {checkStatus} from '@digitalbazaar/vc-bitstring-status-list';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {cryptosuite} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import {compactVerify, importJWK, importSPKI, jwtVerify} from 'jose';

const MULTIKEY_CONTEXT = 'https://w3id.org/security/multikey/v1';
const JWT_CLAIMS = {
  iss: credential => credential.issuer.id,
  sub: credential => credential.credentialSubject.id,
  jti: credential => credential.id,
  nbf: credential => Date.parse(credential.validFrom) / 1000
};

const job = JSON.parse(await text(process.stdin));
const contexts = await readJson(job.catalog);
const documentLoader = url => load(url).then(document => ({documentUrl: url, document}));
const suite = new DataIntegrityProof({cryptosuite});
const verifiers = {di: verifyDataIntegrity, jwt: verifyJwt, jws: verifyJws};

const results = {};
for(const {name, form, file, key} of job.cases) {
  const given = (await readFile(file, 'utf8')).trim();
  try {
    await verifiers[form](given, key);
    results[name] = {verified: true, error: ''};
  } catch(error) {
    results[name] = {verified: false, error: words(error)};
  }
}
console.log(JSON.stringify(results));

async function verifyDataIntegrity(given) {
  const credential = JSON.parse(given);
  const result = await vc.verifyCredential({credential, suite, documentLoader, checkStatus});
  if(result.error) {
    throw result.error;
  }
  refuseRevoked(result.statusResult);
}

async function verifyJwt(given, address) {
  const key = await importJWK(await load(address), 'RS256');
  const {payload, protectedHeader} = await jwtVerify(given, key, {algorithms: ['RS256']});
  require(protectedHeader.kid === address, 'kid is not the address of its key');
  for(const [claim, expected] of Object.entries(JWT_CLAIMS)) {
    require(payload[claim] === expected(payload), `${claim} is not that of the credential`);
  }
  refuseRevoked(await checkStatus({credential: payload, suite, documentLoader}));
}

/* A status that was read counts as verified there, whatever it says. */
function refuseRevoked({verified, error, results}) {
  require(verified, `status: ${words(error)}`);
  require(results.every(({status}) => status === false), 'revoked');
}

async function verifyJws(given, address) {
  const key = await importSPKI((await load(address)).publicKeyPem, 'RS256');
  const {payload} = await compactVerify(given, key, {algorithms: ['RS256']});
  const {verification} = JSON.parse(new TextDecoder().decode(payload));
  require(verification.creator === address, 'creator is not the address of its key');
}

/* Contexts come from the project's catalogue, all else from the issuer's documents; the method
 * behind a DID URL is looked up in the DID document, as a resolver would do. */
async function load(url) {
  if(contexts[url]) {
    return readJson(join(dirname(job.catalog), 'contexts', contexts[url].file));
  }
  const [address, fragment] = url.split('#');
  if(!job.documents[address]) {
    throw new Error(`${url} is not among the documents`);
  }
  const document = await readJson(job.documents[address]);
  if(!fragment || document.id !== address) {
    return document;
  }
  const method = document.verificationMethod.find(({id}) => id === url);
  require(method, `${url} is not in the DID document`);
  return {'@context': MULTIKEY_CONTEXT, ...method};
}

async function readJson(file) {
  return JSON.parse(await readFile(file, 'utf8'));
}

function require(condition, sentence) {
  if(!condition) {
    throw new Error(sentence);
  }
}

function words(error) {
  const causes = (error?.errors ?? []).map(cause => cause.message);
  return [error?.message ?? String(error), ...causes].join(' | ');
}
