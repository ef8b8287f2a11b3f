/** Told of what went wrong where no caller waits for an answer. */
export type ErrorHandler = (error: Error) => void;

/** Writes one line to standard error: what happens to errors where no handler is given. */
export function reportToConsole(error: Error): void {
  console.error(`trace-player: ${error.message.replaceAll(/\s+/g, ' ')}`);
}

/** What was thrown, as an error. */
export function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}

/** A handler that never throws, whatever the one that was given does. */
export function harmless(onError: ErrorHandler): ErrorHandler {
  return (error) => {
    try {
      onError(error);
    } catch (thrown) {
      reportToConsole(asError(thrown));
    }
  };
}
