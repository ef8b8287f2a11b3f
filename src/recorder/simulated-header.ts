/** On every answer of a server behind which no real model runs, with the server's name: `trace-player demo`. */
export const SIMULATED_HEADER = 'x-trace-simulated';
