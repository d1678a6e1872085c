using LeakFleet.Server.Api;
using LeakFleet.Server.Text;

namespace LeakFleet.Cli.Queries;

/// <summary>What differs from the look before: one line for each finding that came, changed its state, or went.</summary>
internal sealed class FindingChanges
{
    private Dictionary<string, FleetFindingResponse> _known = [];

    public IReadOnlyList<string> Take(FindingsResponse answer)
    {
        var lines = new List<string>();
        var at = Instant.Iso(answer.At.ToUnixTimeMilliseconds());
        var now = new Dictionary<string, FleetFindingResponse>();
        foreach (var finding in answer.Findings)
        {
            var id = $"{finding.Fingerprint}~{finding.Service}";
            now[id] = finding;
            if (_known.GetValueOrDefault(id)?.State != finding.State) lines.Add($"{at} {(finding.State == "open" ? "opened" : finding.State)} {finding.Fingerprint} {finding.Sentence}");
        }

        foreach (var (id, finding) in _known)
            if (!now.ContainsKey(id)) lines.Add($"{at} gone {finding.Fingerprint} {finding.Sentence}");
        _known = now;
        return lines;
    }
}
