// A real OpenID provider for the tests: `node provider.mjs PORT REDIRECT_URI`.
//
// Whoever signs in as NAME is NAME with the address `NAME@demo.example.org`; a NAME that begins
// with "unverified-" has an address that the provider has not verified. Says "ready" when it is.

import { Provider } from "oidc-provider";

const [port, redirectUri] = process.argv.slice(2);
const issuer = `http://localhost:${port}`;

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: "meilenstein",
      client_secret: "a secret of the tests, longer than a key",
      redirect_uris: [redirectUri],
    },
  ],
  claims: { openid: ["sub"], email: ["email", "email_verified"] },
  conformIdTokenClaims: process.env.CLAIMS_AT !== "id_token",
  pkce: { required: () => true },
  cookies: { keys: ["a key of the tests"] },
  features: { devInteractions: { enabled: true } },
  findAccount: (_context, id) => ({
    accountId: id,
    claims: () => ({
      sub: id,
      email: `${id.replace("unverified-", "")}@demo.example.org`,
      email_verified: !id.startsWith("unverified-"),
    }),
  }),
});

provider.listen(Number(port), "127.0.0.1", () => console.log("ready"));
