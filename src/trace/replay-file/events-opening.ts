/** How the header line of a replay file ends. */
export const EVENTS_OPENING = '"events":[';
