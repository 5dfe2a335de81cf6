// A real OpenID Connect provider on loopback, and a browser that says yes to everything.
import Provider from 'oidc-provider';
import { createServer } from 'node:http';

export const redirectUrl = 'http://127.0.0.1:9/redirect'; // where the browser would go with its code; nobody listens

/** Its client may be sent back to an address of its own, or to Basalt's redirect at `redirects`. */
export async function identityProvider({ authMethod = 'client_secret_basic', redirects = redirectUrl, claims }) {
  const server = createServer((request, response) => handle(request, response));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(url, {
    clients: [{ client_id: 'basalt', client_secret: 'a-secret-of-the-client', redirect_uris: [redirects], token_endpoint_auth_method: authMethod }],
    pkce: { required: () => true },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'preferred_username'] },
    conformIdTokenClaims: false, // the id token holds the claims too
    features: { devInteractions: { enabled: false } },
    cookies: { keys: ['loopback only'] },
    interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
    findAccount: (_, id) => ({ accountId: id, claims: async () => ({ sub: id, ...claims }) }),
    loadExistingGrant: async (ctx) => {
      const grant = new ctx.oidc.provider.Grant({ clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId });
      grant.addOIDCScope('openid email profile');
      await grant.save();
      return grant;
    },
  });
  provider.use(async (ctx, next) => {
    if (!ctx.path.startsWith('/interaction/')) return next();
    ctx.respond = false;
    await provider.interactionFinished(ctx.req, ctx.res, { login: { accountId: 'oidc-ana' } }, { mergeWithLastSubmission: false });
  });
  const handle = provider.callback();
  return { url, close: () => server.close() };
}

/** Follows the way of a browser from the authorize URL to the redirect, and gives the redirect's parameters. */
export async function consent(authorizeUrl) {
  return new URL(await browse(authorizeUrl, (at) => at.startsWith(redirectUrl))).searchParams;
}

/** Goes where a browser is sent, until it is where `isThere` says. */
export async function browse(from, isThere) {
  const cookies = new Map();
  let at = from;
  for (let step = 0; step < 10; step++) {
    const response = await fetch(at, { redirect: 'manual', headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') } });
    for (const line of response.headers.getSetCookie()) {
      const [name, value] = line.split(';')[0].split(/=(.*)/s);
      cookies.set(name, value);
    }
    const location = response.headers.get('location');
    if (!location) throw new Error(`${response.status} ${await response.text()}`);
    at = new URL(location, at).toString();
    if (isThere(at)) return at;
  }
  throw new Error('no redirect to the client');
}
