using System.CommandLine;
using LeakFleet.Agent.Pods;

namespace LeakFleet.Cli.Commands;

/// <summary><c>--kubernetes</c> and which pods to watch, for the command that runs an agent in a cluster.</summary>
internal sealed class KubernetesOption
{
    private readonly Option<bool> _enabled = new("--kubernetes")
    {
        Description = "Ask the API server for the pods of this node, whose name in the cluster --node gives: labels, annotations, why containers ended",
    };

    private readonly Option<string[]> _namespaces = new("--namespace")
    {
        HelpName = "name",
        Description = "Watch the pods of this namespace only; * stands for any characters (may be repeated)",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<string[]> _excluded = new("--exclude-namespace")
    {
        HelpName = "name",
        Description = "Watch no pod of this namespace (may be repeated)",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<string[]> _labels = new("--pod-label")
    {
        HelpName = "key=value",
        Description = "Watch only pods with this label: key, key=value, key!=value or !key (may be repeated: all must hold)",
        AllowMultipleArgumentsPerToken = true,
    };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _enabled, _namespaces, _excluded, _labels }) command.Add(option);
    }

    /// <exception cref="CommandException">Pods are chosen and Kubernetes is not asked for them.</exception>
    public KubernetesOptions In(ParseResult parsed)
    {
        var options = new KubernetesOptions
        {
            IsEnabled = parsed.GetValue(_enabled),
            Namespaces = parsed.GetValue(_namespaces) ?? [],
            ExcludedNamespaces = parsed.GetValue(_excluded) ?? [],
            PodLabels = parsed.GetValue(_labels) ?? [],
        };
        return options.IsEnabled || options.Namespaces.Count + options.ExcludedNamespaces.Count + options.PodLabels.Count == 0
            ? options
            : throw new CommandException("--namespace, --exclude-namespace and --pod-label choose among pods, which --kubernetes asks for");
    }
}
