import { useRef } from 'react';
import type { TracePlayerElement } from 'trace-player';

export function Typed() {
  const player = useRef<TracePlayerElement>(null);
  return (
    <>
      <trace-player
        ref={player}
        src="/run.json"
        startAt={1}
        noControls
        onPlay={() => player.current?.step(1)}
        ontrace-error={({ error }) => console.warn(error.message)}
      />
      {/* @ts-expect-error An address is text. */}
      <trace-player src={1} />
    </>
  );
}
