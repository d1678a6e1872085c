using LeakFleet.Protocol.MessagePack;

namespace LeakFleet.Protocol.Codec;

internal static class ProcessKeys
{
    private const int Fields = 4;

    /// <exception cref="ArgumentException">The key is not valid: an identity cannot be trimmed into one that is.</exception>
    public static void Write(MessagePackWriter writer, ProcessKey key)
    {
        if (!key.IsValid) throw new ArgumentException($"'{key}' is not the key of a process.", nameof(key));
        writer.WriteArrayHeader(Fields);
        writer.WriteName(key.Node);
        writer.WriteName(key.BootId);
        writer.Write(key.Pid);
        writer.Write(key.StartTicks);
    }

    public static ProcessKey Read(ref MessagePackReader reader)
    {
        var count = reader.BeginArray(countMin: Fields);
        var key = new ProcessKey(reader.ReadName(), reader.ReadName(), reader.ReadInt32(), reader.ReadInt64());
        reader.EndArray(count - Fields);
        if (!reader.Failed && !key.IsValid) reader.Fail("not the key of a process");
        return key;
    }
}
