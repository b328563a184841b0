/* Canonizes documents with jsonld.js in safe mode and rdf-canonize, from files only.
 *
 * On standard input: {"catalog": ".../schemas/catalog.json", "documents": [{…}, …]}
 * On standard output, for each document in order: {"text": "…"} or {"error": "…"}.
 */

import {readFile} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {text} from 'node:stream/consumers';

import jsonld from 'jsonld';

const job = JSON.parse(await text(process.stdin));
const catalog = JSON.parse(await readFile(job.catalog, 'utf8'));
const loaded = new Map();

const results = [];
for(const document of job.documents) {
  try {
    results.push({text: await jsonld.canonize(document, {
      algorithm: 'RDFC-1.0', format: 'application/n-quads', safe: true, base: null, documentLoader
    })});
  } catch(error) {
    results.push({error: error.details?.event?.code ?? error.message});
  }
}
console.log(JSON.stringify(results));

async function documentLoader(url) {
  if(!loaded.has(url)) {
    if(!catalog[url]) {
      throw new Error(`${url} is not in the catalogue`);
    }
    const file = join(dirname(job.catalog), 'contexts', catalog[url].file);
    loaded.set(url, JSON.parse(await readFile(file, 'utf8')));
  }
  return {documentUrl: url, document: loaded.get(url), tag: 'static'};
}
