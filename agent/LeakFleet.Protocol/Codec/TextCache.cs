using System.Text;

namespace LeakFleet.Protocol.Codec;

/// <summary>
/// Names decoded lately. The same type, assembly and node names come with every histogram of every process; without this each of them
/// would become a new string each time. Direct-mapped and fixed in size: whatever arrives, it holds at most <see cref="SlotCount"/> short names
/// (about 2 MB). Shared by all threads without a lock, since a slot is one reference to an immutable string and a lost write only costs a copy.
/// </summary>
internal static class TextCache
{
    private const int SlotCount = 4096;
    private const int NameBytesMax = 256;

    private static readonly string?[] Slots = new string?[SlotCount];

    /// <param name="utf8">Valid UTF-8.</param>
    public static string Get(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty) return "";
        if (utf8.Length > NameBytesMax) return Encoding.UTF8.GetString(utf8);

        // HashCode is seeded per process: nobody outside can choose names that all fall into one slot.
        var hash = new HashCode();
        hash.AddBytes(utf8);
        ref var slot = ref Slots[(uint)hash.ToHashCode() % SlotCount];
        var cached = slot;
        if (cached is not null && Ascii.Equals(utf8, cached)) return cached;
        var text = Encoding.UTF8.GetString(utf8);
        slot = text;
        return text;
    }
}
