namespace HeapTarget;

/// <summary>Shapes in which a search for holders could lose itself.</summary>
internal static class Cruel
{
    private const int Elements = 100_000_000;
    private const int Rings = 40;
    private const int RingLength = 1000;

    private static readonly object?[] Huge = new object?[Elements];
    private static readonly Link[] Held = new Link[Rings];

    public static void Make()
    {
        Huge[^1] = new InHugeArray();
        for (var i = 0; i < Rings; i++) Held[i] = Ring(() => new HeldLink());
        GC.Collect();
        for (var i = 0; i < Rings; i++) Ring(() => new LostLink());
    }

    private static Link Ring(Func<Link> make)
    {
        var first = make();
        var last = first;
        for (var i = 1; i < RingLength; i++) last = last.Next = make();
        return last.Next = first;
    }

    internal sealed class InHugeArray
    {
        public long Number = Environment.TickCount64;
    }

    internal abstract class Link
    {
        public Link? Next;
    }

    internal sealed class HeldLink : Link;

    internal sealed class LostLink : Link;
}
