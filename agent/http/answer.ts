// What a page of the agent's HTTP server is, and the headers that every answer bears. No socket here: see server.ts.

export interface Answer {
  readonly status: number;
  /** Content-Type. */
  readonly type: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One path of the server. */
export interface Page {
  /** Such as `/metrics`. */
  readonly path: string;
  /** For the list that a wrong path gets. */
  readonly what: string;
  /**
   * Only requests that name a loopback address or `localhost` are answered: a web site whose name is made to point here
   * (DNS rebinding) names itself.
   */
  readonly loopbackOnly: boolean;
  /** Makes the answer to GET. One that rejects is logged, and the client gets 500. */
  readonly answer: () => Promise<Answer>;
}

/** Nothing that the agent answers is for a cache, a frame, or another site's script. */
const COMMON: Readonly<Record<string, string>> = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
};

/** All headers of an answer. Each connection serves one request: nobody can keep one for himself. */
export function headersOf({ type, body, headers }: Answer): Record<string, string> {
  const length = `${Buffer.byteLength(body)}`;
  return { ...COMMON, ...headers, 'Content-Type': type, 'Content-Length': length, Connection: 'close' };
}

export function plain(status: number, text: string, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, type: 'text/plain; charset=utf-8', body: `${text}\n`, headers };
}
