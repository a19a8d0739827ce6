/** What the documents use of `next/server`. */
export class NextResponse extends Response {
  static override json(body: unknown): NextResponse {
    return new NextResponse(JSON.stringify(body), {
      headers: { 'Content-Type': 'application/json' },
    });
  }
}
