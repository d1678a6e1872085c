namespace LeakyApp;

/// <summary>The strings and buffers that real objects drag along: in a real leak most bytes are theirs, not the leaking type's own.</summary>
internal static class Payload
{
    /// <summary>A 40-character string of its own, about 100 bytes.</summary>
    public static string Text(string kind, long number) => string.Create(40, (kind, number), static (span, state) =>
    {
        span.Fill('-');
        state.kind.CopyTo(span);
        state.number.TryFormat(span[20..], out _, "d20");
    });

    /// <summary>Written to, as a used buffer is: pages that were never touched would not count as resident.</summary>
    public static byte[] Bytes(int length)
    {
        var bytes = GC.AllocateUninitializedArray<byte>(length);
        Array.Fill(bytes, (byte)0x5A);
        return bytes;
    }
}
