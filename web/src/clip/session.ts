import type { contract } from "../sdk";

/** The types of a clip session, from the server's contract; times are ISO 8601 UTC. */
export type ClipStatus = contract.Status;
export type Tag = contract.Tag;
export type ClipSession = contract.ClipSession;
export type Segment = contract.Segment;
export type Clip = contract.Clip;
/** What a streamer decided beside the taps. */
export type Review = contract.Review;
export type ReviewChange = contract.ReviewChange;
export type ReviewChanged = contract.ReviewChanged;
export type ClipSnapshot = contract.ClipSessionView;
/** A row of the streamer's list. */
export type ClipSessionSummary = contract.ClipSessionRow;
