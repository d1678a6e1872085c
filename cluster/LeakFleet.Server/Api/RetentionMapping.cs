using LeakFleet.Fleet;
using LeakFleet.Server.Text;

namespace LeakFleet.Server.Api;

/// <summary>What an agent found out about holders as an answer. Every text came from a target: printable and bounded from here on.</summary>
internal static class RetentionMapping
{
    private const int SignatureCharsMax = 1000;

    public static RetentionResponse ToResponse(this FindingRetention retention)
    {
        var found = retention.Found;
        return new RetentionResponse(
            retention.Process.ToString(), Instant.FromUnixMilliseconds(retention.UnixMilliseconds), Sentence(retention),
            found.ObjectCount, found.RetainedBytes, found.Sampled, found.Unexplained,
            [.. found.Signatures.Select(s => new RetentionSignatureResponse(
                Printable.Show(s.Text, SignatureCharsMax), found.Sampled == 0 ? 0 : Math.Min(1, (double)s.Samples / found.Sampled), Printable.Show(s.Sentence), s.IsConfirmed))],
            [.. found.Path.Select(step => Printable.Show(step))],
            found.Elements < 0 ? null : new RetentionCollectionResponse(
                Printable.Show(found.Collection), found.Elements, found.ElementsLater < 0 ? null : found.ElementsLater, found.BetweenMilliseconds / 1000.0),
            found.Milliseconds / 1000.0, [.. found.Notes.Select(note => Printable.Show(note))]);
    }

    private static string Sentence(FindingRetention retention)
    {
        var found = retention.Found;
        if (found.Signatures.Count > 0) return Printable.Show(found.Signatures[0].Sentence);
        return found.Trouble.Length > 0 ? $"It could not be found out: {Printable.Show(found.Trouble)}." : "No path from a root was found.";
    }
}
