using LeakFleet.Agent.Retention.Evidence;
using LeakFleet.Cli.Histograms;
using LeakFleet.Server.Text;

namespace LeakFleet.Cli.Retention;

/// <summary>Evidence in words.</summary>
internal static class RetentionText
{
    private const int SignaturesShown = 5;

    public static void Write(RetentionEvidence evidence, TextWriter output)
    {
        var type = evidence.Types.Count == 1 ? evidence.Types[0] : $"{evidence.Types.Count} types";
        Line($"{type}: {LookText.Objects(evidence.Counts.Total)}, {Quantity.Bytes(evidence.Bytes.Total)}, with what they alone hold about {Quantity.Bytes(evidence.RetainedBytes)}");
        Line($"looked at {Quantity.Count(evidence.Sampled)} of them in {evidence.Elapsed.TotalSeconds:0.0} s, {Scans(evidence)} of {Quantity.Count(evidence.Objects)} objects");
        output.WriteLine();
        if (evidence.Signatures.Count == 0) Line("No path from a root was found.");
        else Line(evidence.Signatures[0].Sentence);
        if (evidence.Accumulation is { } point) Line(Accumulation(point));
        foreach (var signature in evidence.Signatures.Take(SignaturesShown))
        {
            output.WriteLine();
            Line($"{Quantity.Percent(signature.Share)}, {(signature.Example.Certainty == PathCertainty.Exact ? "confirmed" : "likely")}: {signature.Example.RootText}{Thread(signature.Example)}");
            WriteSteps(signature.Example, Line);
        }
        if (evidence.Signatures.Count > SignaturesShown) Line($"and {Quantity.Count(evidence.Signatures.Count - SignaturesShown)} more signatures (--json shows them)");
        if (evidence.Unexplained > 0)
        {
            output.WriteLine();
            Line($"{Quantity.Count(evidence.Unexplained)} without a path");
        }
        foreach (var note in evidence.Notes) Line($"note: {note}");

        void Line(string line) => output.WriteLine(Printable.Show(line));
    }

    public static string Accumulation(AccumulationPoint point)
    {
        var growth = point.ElementsLater is { } later
            ? $", {LookText.Signed(later - point.Elements)} in {point.SecondsBetween:0.#} s"
            : "";
        return $"{point.Type}, in {point.Holder}, has {Quantity.Count(point.Elements)} elements{growth}.";
    }

    private static string Scans(RetentionEvidence evidence) => evidence.Scans == 1 ? "1 scan" : $"{Quantity.Count(evidence.Scans)} scans";

    private static string Thread(RetentionPath path) => path.Thread == 0 ? "" : $" (thread {path.Thread})";

    private static void WriteSteps(RetentionPath path, Action<string> line)
    {
        var holder = "";
        foreach (var step in path.Steps)
        {
            var repeats = step.Repeats > 1 ? $" ×{Quantity.Count(step.Repeats)}" : "";
            line($"    {(holder.Length > 0 ? holder + " → " : "→ ")}{step.Type}{repeats} 0x{step.Address:x}");
            // What is held by no field is told in words.
            holder = step.Element != PathStep.NoElement ? $"[{step.Element}]{(step.Field.Length > 0 ? "." : "")}{step.Field}" : step.Field is ['(', ..] ? step.Field : $".{step.Field}";
        }
    }
}
