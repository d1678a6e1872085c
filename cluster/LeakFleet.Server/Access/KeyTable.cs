using System.Security.Cryptography;
using System.Text;

namespace LeakFleet.Server.Access;

/// <summary>
/// API keys and shared secrets by their hashes, one a line: <c>name role sha256-in-hex</c>; empty lines and <c>#</c> comments are skipped. Keys hold 256
/// random bits, so a plain hash cannot be reversed, and one fast comparison a key is all that a request costs.
/// </summary>
internal sealed class KeyTable
{
    /// <summary>Tells a key from other secrets: for secret scanners, and from tokens.</summary>
    public const string Prefix = "lf_";

    private const int KeyBytes = 32;
    private const int KeysMax = 1000;
    private const int NameCharsMax = 64;

    private readonly List<(Caller Caller, byte[] Hash)> _keys = [];

    public static string NewKey() => Prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyBytes)).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    public static string Line(string name, string role, string key) => $"{name} {role} {Convert.ToHexStringLower(Hash(key))}";

    public static bool IsName(string name) =>
        name.Length is > 0 and <= NameCharsMax && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or '@');

    public static Parsed<KeyTable> Parse(byte[] file)
    {
        var table = new KeyTable();
        var number = 0;
        foreach (var line in Encoding.UTF8.GetString(file).Split('\n'))
        {
            number++;
            var words = line.Split('#')[0].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 0) continue;
            if (words is not [var name, var role, var hash] || !IsName(name) || !Role.All.Contains(role) || hash.Length != 2 * SHA256.HashSizeInBytes || !hash.All(char.IsAsciiHexDigit))
                return Parsed<KeyTable>.Bad($"line {number} is not: name {string.Join('|', Role.All)} sha256-in-hex");
            if (table._keys.Count == KeysMax) return Parsed<KeyTable>.Bad($"more than {KeysMax} keys");
            table._keys.Add((new Caller(name, role), Convert.FromHexString(hash)));
        }

        return table;
    }

    /// <summary>Null when it is none. Every hash is compared to its end, whether or not one before it fits: time tells nothing.</summary>
    public Caller? Find(string key)
    {
        var hash = Hash(key);
        Caller? found = null;
        foreach (var (caller, known) in _keys)
            if (CryptographicOperations.FixedTimeEquals(hash, known)) found = caller;
        return found;
    }

    private static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
