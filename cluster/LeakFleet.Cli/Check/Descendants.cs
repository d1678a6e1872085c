using System.Collections;
using System.Globalization;

namespace LeakFleet.Cli.Check;

/// <summary>A process and all that it started, as they are at each look: <c>dotnet run</c> and shells start the program that matters.</summary>
internal sealed class Descendants(int root) : IReadOnlyCollection<int>
{
    // proc(5), fields of stat after the name: state, parent, …, start time.
    private const int ParentField = 1;
    private const int StartField = 19;

    private readonly Lock _gate = new();
    private readonly Dictionary<int, long> _startOf = [];
    private readonly HashSet<int> _everSeen = [root];

    public int Count
    {
        get { lock (_gate) return Math.Max(1, _startOf.Count); }
    }

    /// <summary>A process of ours stays ours when its parent ends before it, and after its own end.</summary>
    public bool HasSeen(int pid)
    {
        lock (_gate) return _everSeen.Contains(pid);
    }

    /// <summary>Those that live now. A pid that another process has got since is not ours.</summary>
    public IReadOnlyList<int> Living()
    {
        var processes = Processes();
        lock (_gate)
        {
            if (_startOf.Count == 0 && processes.TryGetValue(root, out var own)) _startOf[root] = own.Start;
            foreach (var (pid, start) in _startOf.ToList())
                if (!processes.TryGetValue(pid, out var now) || now.Start != start) _startOf.Remove(pid);
            // Children may be listed before their parents: until nothing is added.
            for (var before = -1; before != _startOf.Count;)
            {
                before = _startOf.Count;
                foreach (var (pid, process) in processes)
                    if (_startOf.ContainsKey(process.Parent) && _startOf.TryAdd(pid, process.Start)) _everSeen.Add(pid);
            }

            return [.. _startOf.Keys];
        }
    }

    /// <summary>For the agent, which takes no pid at all for every process of the node: the root stays among them.</summary>
    public IEnumerator<int> GetEnumerator() => Living().Append(root).Distinct().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static Dictionary<int, (int Parent, long Start)> Processes()
    {
        var processes = new Dictionary<int, (int, long)>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) && Read(folder) is { } process)
                processes[pid] = process;
        }

        return processes;
    }

    private static (int Parent, long Start)? Read(string folder)
    {
        try
        {
            var stat = File.ReadAllText(Path.Combine(folder, "stat"));
            // The name in parentheses may hold anything, parentheses too: what follows the last one is numbers.
            var fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return fields.Length > StartField && fields[0] is not ("Z" or "X")
                && int.TryParse(fields[ParentField], NumberStyles.None, CultureInfo.InvariantCulture, out var parent)
                && long.TryParse(fields[StartField], NumberStyles.None, CultureInfo.InvariantCulture, out var start)
                ? (parent, start)
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It has ended.
            return null;
        }
    }
}
