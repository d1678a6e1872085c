using LeakFleet.Protocol;

namespace LeakFleet.Agent.Retention.Evidence;

/// <summary>Evidence as it is sent: names, counts and sizes. Addresses stay here, and no values were read.</summary>
internal static class RetentionMessage
{
    public static RetentionFound Of(string type, RetentionAnswer answer)
    {
        if (answer.Evidence is not { } evidence) return RetentionFound.Failed(type, answer.Trouble ?? "");
        var point = evidence.Accumulation;
        return new RetentionFound(
            type, evidence.Counts.Total, evidence.RetainedBytes, evidence.Sampled, evidence.Unexplained,
            [.. evidence.Signatures.Take(WireLimits.SignaturesMax).Select(one => Of(one))],
            evidence.Signatures.Count == 0 ? [] : Path(evidence.Signatures[0].Example),
            point is null ? "" : $"{point.Type}, in {point.Holder}", point?.Elements ?? -1, point?.ElementsLater ?? -1, (long)((point?.SecondsBetween ?? 0) * 1000),
            (long)evidence.Elapsed.TotalMilliseconds, evidence.Notes, "");
    }

    private static FoundSignature Of(RetentionSignature one) => new(
        MiddleCut.Of(one.Signature, WireLimits.TextBytesMax), MiddleCut.Of(one.Key, WireLimits.TextBytesMax), one.Sentence, one.Samples, one.Example.Certainty == PathCertainty.Exact);

    private static List<string> Path(RetentionPath path)
    {
        var (lines, by) = (new List<string> { path.RootText }, "");
        foreach (var step in path.Steps)
        {
            lines.Add($"{by}{(by.Length > 0 ? " → " : "")}{step.Type}{(step.Repeats > 1 ? $" ×{step.Repeats}" : "")}");
            by = step.Element != PathStep.NoElement ? $"[{step.Element}]{(step.Field.Length > 0 ? "." : "")}{step.Field}" : step.Field is ['(', ..] ? step.Field : $".{step.Field}";
        }
        return MiddleCut.Of(lines, WireLimits.PathStepsMax);
    }
}
