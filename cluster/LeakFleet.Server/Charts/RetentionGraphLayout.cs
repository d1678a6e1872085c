using System.Globalization;
using LeakFleet.Server.Api;
using LeakFleet.Server.Text;

namespace LeakFleet.Server.Charts;

/// <summary>
/// What holds the objects of a type, as a drawing: roots above, the objects below, each way in which they are held a path between them. Ways that end alike share
/// their end, and a line is as thick as the share of the objects that it holds.
/// </summary>
public sealed class RetentionGraphLayout
{
    public const int BoxHeight = 40;
    public const int BoxWidth = 264;

    private const int ColumnWidth = 282;
    private const int RowHeight = 74;
    private const int Margin = 12;
    private const double LineWidthMin = 1.5;
    private const double LineWidthMore = 9;

    /// <summary>Steps of one path that are drawn; of a longer one the middle becomes a number.</summary>
    private const int StepsMax = 9;

    /// <summary>Characters of the drawing's font that fit into a box.</summary>
    private const int LabelCharsMax = 36;

    private const string Arrow = " → ";

    private readonly List<RetentionGraphBox> _boxes = [];
    private readonly List<RetentionGraphLine> _lines = [];
    private readonly int _depth;
    private int _columns;

    private RetentionGraphLayout(RetentionResponse found, string type)
    {
        var objects = new Holder(type, false) { Share = 1 };
        foreach (var signature in found.Signatures) Grow(objects, signature);
        if (found is { Unexplained: > 0, Sampled: > 0 })
            objects.Holders.Add(new Holder("no path was found", true) { Share = (double)found.Unexplained / found.Sampled, IsUnknown = true });
        _depth = Depth(objects);
        Place(objects, 0);
        Objects = $"{Quantity.Count(found.Objects)} objects that hold about {Quantity.Bytes(found.RetainedBytes)}";
    }

    public IReadOnlyList<RetentionGraphBox> Boxes => _boxes;

    public IReadOnlyList<RetentionGraphLine> Lines => _lines;

    public int Width => (_columns * ColumnWidth) + (2 * Margin);

    public int Height => (_depth * RowHeight) + BoxHeight + (2 * Margin);

    /// <summary>How many they are, for under their name.</summary>
    public string Objects { get; }

    /// <summary>Null when no way is known.</summary>
    public static RetentionGraphLayout? Of(RetentionResponse found, string type) => found.Signatures.Count == 0 ? null : new RetentionGraphLayout(found, type);

    /// <summary>The drawing in a sentence, for those who do not see it.</summary>
    public string Description => string.Join(" ", _boxes.Where(b => b.Kind == RetentionGraphKind.Root).Select(b => $"{b.Title}: {b.Note}."));

    private static void Grow(Holder objects, RetentionSignatureResponse signature)
    {
        var steps = Shorten(signature.Signature.Split(Arrow));
        var at = objects;
        for (var i = steps.Length - 2; i >= 0; i--)
        {
            var next = at.Holders.Find(h => h.Text == steps[i] && h.IsRoot == (i == 0));
            if (next is null) at.Holders.Add(next = new Holder(steps[i], i == 0));
            next.Share += signature.Share;
            next.IsConfirmed |= signature.Confirmed;
            at = next;
        }
    }

    private static string[] Shorten(string[] steps) => steps.Length <= StepsMax
        ? steps
        : [.. steps[..4], string.Create(CultureInfo.InvariantCulture, $"… {steps.Length - StepsMax + 1} more …"), .. steps[^(StepsMax - 5)..]];

    private static int Depth(Holder holder) => holder.Holders.Count == 0 ? 0 : 1 + holder.Holders.Max(Depth);

    /// <summary>Holders beside each other, each over what it holds; the place of the middle.</summary>
    private double Place(Holder holder, int level)
    {
        var above = holder.Holders.OrderByDescending(h => h.Share).Select(h => (Holder: h, X: Place(h, level + 1))).ToList();
        var x = above.Count == 0 ? Margin + ((_columns++ + 0.5) * ColumnWidth) : (above[0].X + above[^1].X) / 2;
        var y = Y(level);
        foreach (var (held, heldX) in above)
            _lines.Add(new RetentionGraphLine(heldX, Y(level + 1) + BoxHeight, x, y, LineWidthMin + (LineWidthMore * Math.Clamp(held.Share, 0, 1)), held.IsUnknown));
        var kind = level == 0 ? RetentionGraphKind.Objects : holder.IsUnknown ? RetentionGraphKind.Unknown : holder.IsRoot ? RetentionGraphKind.Root : RetentionGraphKind.Step;
        _boxes.Add(new RetentionGraphBox(x - (BoxWidth / 2.0), y, kind, ShortName.Of(holder.Text, LabelCharsMax), holder.Text, Note(holder, kind)));
        return x;
    }

    private double Y(int level) => Margin + ((_depth - level) * RowHeight);

    private static string Note(Holder holder, RetentionGraphKind kind) => kind switch
    {
        RetentionGraphKind.Root => $"holds {Quantity.Percent(holder.Share)}, {(holder.IsConfirmed ? "confirmed" : "likely")}",
        RetentionGraphKind.Unknown => Quantity.Percent(holder.Share),
        _ => "",
    };

    private sealed class Holder(string text, bool isRoot)
    {
        public string Text => text;

        public bool IsRoot => isRoot;

        public double Share { get; set; }

        public bool IsConfirmed { get; set; }

        public bool IsUnknown { get; init; }

        public List<Holder> Holders { get; } = [];
    }
}
