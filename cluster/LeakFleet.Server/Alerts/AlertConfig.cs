using LeakFleet.Fleet;
using LeakFleet.Server.Configuration;
using LeakFleet.Server.Delivery;
using LeakFleet.Server.Text;

namespace LeakFleet.Server.Alerts;

/// <summary>Reads <c>alerts</c> of the configuration file.</summary>
internal static class AlertConfig
{
    private const int RoutesMax = 200;
    private const int LabelsMax = 20;
    private const int LabelCharsMax = 200;
    private static readonly TimeSpan HoldMax = TimeSpan.FromDays(7);

    public static AlertOptions Read(ConfigNode root, IReadOnlyList<ReceiverOptions> receivers)
    {
        var usual = new AlertOptions();
        if (root.Object("alerts") is not { } node) return usual;
        var options = usual with
        {
            FireAfter = node.Time("fireAfter", usual.FireAfter, TimeSpan.Zero, HoldMax),
            ResolveAfter = node.Time("resolveAfter", usual.ResolveAfter, TimeSpan.Zero, HoldMax),
            RepeatAfter = node.Time("repeatAfter", usual.RepeatAfter, TimeSpan.Zero, TimeSpan.FromDays(365)),
            Interval = node.Time("interval", usual.Interval, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)),
            ResendInterval = node.Time("resendInterval", usual.ResendInterval, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)),
            Routes = [.. node.Objects("routes", RoutesMax).Select(route => Route(route, receivers))],
        };
        if (options.RepeatAfter > TimeSpan.Zero && options.RepeatAfter < TimeSpan.FromMinutes(1)) node.FaultAt("repeatAfter", "must be 0s (never) or at least 1m");
        node.Close();
        return options;
    }

    private static AlertRoute Route(ConfigNode node, IReadOnlyList<ReceiverOptions> receivers)
    {
        var match = node.Text("match") ?? "";
        var filter = QueryFilter.Parse(match, QueryTarget.Findings, out var faults);
        foreach (var fault in faults) node.FaultAt("match", fault.ToString());
        var to = node.Texts("to");
        if (to.Count == 0 && !node.Has("to")) node.FaultAt("to", "is missing: names of receivers; [] tells nobody");
        foreach (var name in to)
        {
            var receiver = receivers.FirstOrDefault(r => r.Name == name);
            if (receiver is null) node.FaultAt("to", $"there is no receiver '{Printable.Show(name)}'");
            else if (!receiver.TakesAlerts) node.FaultAt("to", $"the receiver '{name}' takes reports only");
        }

        var route = new AlertRoute(match, filter ?? QueryFilter.Everything, to, Labels(node), node.Flag("continue", false));
        node.Close();
        return route;
    }

    private static IReadOnlyDictionary<string, string> Labels(ConfigNode node)
    {
        var labels = node.Map("labels");
        if (labels.Count > LabelsMax) node.FaultAt("labels", $"there may be {LabelsMax} at most");
        foreach (var (name, value) in labels)
        {
            // Prometheus' rule for names of labels: Alertmanager refuses others, and with them all alerts of the same call.
            if (name.Length is 0 or > LabelCharsMax || char.IsAsciiDigit(name[0]) || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
                node.FaultAt("labels", $"'{Printable.Show(name)}' is not a name of letters, digits and '_'");
            else if (AlertmanagerAlert.OwnLabels.Contains(name)) node.FaultAt("labels", $"'{name}' is set by LeakFleet itself");
            if (value.Length is 0 or > LabelCharsMax) node.FaultAt("labels", $"'{Printable.Show(name)}' must have 1 to {LabelCharsMax} characters");
        }

        return labels;
    }
}
