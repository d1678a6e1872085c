using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using LeakFleet.Protocol;

namespace LeakFleet.FleetSimulator.Corpus;

/// <summary>What a corpus says of one process besides its rows.</summary>
internal sealed record CorpusProcess(
    string Name, string Service, string Version, long StartUnixMilliseconds, string Runtime, string EntryAssembly, IReadOnlyDictionary<string, string> Labels)
{
    public ProcessKey Key { get; } = KeyOf(Name);

    public ProcessDescription Description { get; } = new(Service, Version, Runtime, EntryAssembly, "", StartUnixMilliseconds, Labels);

    /// <summary>The name when it is a key; else one made of its hash, always the same.</summary>
    public static ProcessKey KeyOf(string name)
    {
        if (ProcessKey.TryParse(name, out var key)) return key;
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(name));
        return new ProcessKey(
            "corpus",
            Convert.ToHexStringLower(hash.AsSpan(0, 16)),
            1 + int.Parse(Convert.ToHexString(hash.AsSpan(16, 3)), NumberStyles.HexNumber, CultureInfo.InvariantCulture),
            hash[19]);
    }
}
