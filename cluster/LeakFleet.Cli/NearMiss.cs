using System.CommandLine;

namespace LeakFleet.Cli;

/// <summary>What somebody who mistyped a word probably meant.</summary>
internal static class NearMiss
{
    private const int MistakesMax = 2;

    /// <summary>The command whose name is nearest; null when none is near.</summary>
    public static string? Of(string typed, Command parent)
    {
        var near = parent.Subcommands.Where(c => !c.Hidden).Select(c => (c.Name, Mistakes: Distance(typed, c.Name))).OrderBy(c => c.Mistakes).FirstOrDefault();
        return near.Name is not null && near.Mistakes <= MistakesMax && near.Mistakes < near.Name.Length - 1 ? near.Name : null;
    }

    /// <summary>Letters to change, insert, leave out or swap with their neighbour.</summary>
    internal static int Distance(string a, string b)
    {
        // Nobody means a command by a text of a thousand characters.
        if (Math.Abs(a.Length - b.Length) > MistakesMax) return MistakesMax + 1;
        var cost = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++) cost[i, 0] = i;
        for (var j = 0; j <= b.Length; j++) cost[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                cost[i, j] = Math.Min(Math.Min(cost[i - 1, j], cost[i, j - 1]) + 1, cost[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) cost[i, j] = Math.Min(cost[i, j], cost[i - 2, j - 2] + 1);
            }
        }

        return cost[a.Length, b.Length];
    }
}
