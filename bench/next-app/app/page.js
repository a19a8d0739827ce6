export default function Page() {
  return <p>The benchmark&apos;s routes are /documents and /ssecast.</p>;
}
