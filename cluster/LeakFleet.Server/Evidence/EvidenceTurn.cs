using LeakFleet.Protocol;

namespace LeakFleet.Server.Evidence;

/// <summary>A replica whose turn it is to be looked into.</summary>
/// <param name="Fingerprint">Of the finding in its processes.</param>
/// <param name="Attempt">0 for the first replica that is asked.</param>
internal readonly record struct EvidenceTurn(string Service, string Fingerprint, string Type, ProcessKey Process, long DueSince, int Attempt);
