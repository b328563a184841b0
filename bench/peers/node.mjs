// Peers of npm. Reads one JSON request a line, answers with one JSON line.
// {"do": "begin", …material} → {"cases": […]}; {"case": name, "seconds": s} → {"seconds_each": t}
import readline from 'node:readline';
import crypto from 'node:crypto';

globalThis.fetch = async () => { throw new Error('nothing here may reach the network'); };
console.error = () => {};

const cpu = () => { const used = process.cpuUsage(); return (used.user + used.system) / 1e6; };
const cases = {};

async function begin({contexts, documents, keys, unsigned, signed, tokens}) {
  const known = new Map(Object.entries({...contexts, ...documents}));
  const documentLoader = async url => {
    if(!known.has(url)) throw new Error(`${url} is not handed in`);
    return {contextUrl: null, documentUrl: url, document: known.get(url), tag: 'static'};
  };
  const turn = list => { let next = 0; return () => list[next++ % list.length]; };
  const fresh = turn(unsigned), whole = turn(signed), token = turn(tokens);
  await digitalbazaar({documentLoader, keys, fresh, whole});
  await joseCases({keys, fresh, token});
}

async function digitalbazaar({documentLoader, keys, fresh, whole}) {
  const vc = await import('@digitalbazaar/vc');
  const {DataIntegrityProof} = await import('@digitalbazaar/data-integrity');
  const {cryptosuite} = await import('@digitalbazaar/eddsa-rdfc-2022-cryptosuite');
  const Ed25519Multikey = await import('@digitalbazaar/ed25519-multikey');
  const pair = await Ed25519Multikey.from(keys.multikey);
  cases['@digitalbazaar/vc issue'] = async () => JSON.stringify(await vc.issue({
    credential: structuredClone(fresh()), documentLoader,
    suite: new DataIntegrityProof({signer: pair.signer(), cryptosuite}),
  }));
  const suite = new DataIntegrityProof({cryptosuite});
  cases['@digitalbazaar/vc verify'] = async () => {
    const result = await vc.verifyCredential({
      credential: JSON.parse(whole()), suite, documentLoader,
      checkStatus: async () => ({verified: true}),
    });
    if(!result.verified) throw new Error(`not verified: ${JSON.stringify(result.error)}`);
  };
}

async function joseCases({keys, fresh, token}) {
  const jose = await import('jose');
  const privateKey = crypto.createPrivateKey(keys.pem);
  const publicKey = crypto.createPublicKey(keys.pem);
  const header = {alg: 'EdDSA', kid: keys.kid, typ: 'JWT'};
  cases['jose issue'] = () =>
    new jose.SignJWT(fresh()).setProtectedHeader(header).sign(privateKey);
  cases['jose verify'] = () => jose.jwtVerify(token(), publicKey);
}

async function measure(name, seconds) {
  const run = cases[name];
  const start = cpu();
  let count = 0, used = 0;
  do {
    for(let each = 0; each < 10; each++) await run();
    count += 10;
    used = cpu() - start;
  } while(used < seconds);
  return used / count;
}

for await (const line of readline.createInterface({input: process.stdin})) {
  const request = JSON.parse(line);
  let answer;
  try {
    if(request.do === 'begin') {
      await begin(request);
      answer = {cases: Object.keys(cases)};
    } else {
      answer = {seconds_each: await measure(request.case, request.seconds)};
    }
  } catch(error) {
    answer = {error: String(error.message)};
  }
  process.stdout.write(JSON.stringify(answer) + '\n');
}
