using System.Security.Cryptography;
using System.Text;

namespace LeakFleet.Fleet;

/// <summary>
/// Names a leak so that it is the same in every replica and after every restart: the first 8 bytes of a SHA-256, in hexadecimal. Rates, counts
/// and versions are left out, since they differ between replicas.
/// </summary>
internal static class Fingerprint
{
    public const string ManagedType = "managed-type";

    /// <param name="holder">What holds the objects, where it is known: the same type leaks by one holder or by another.</param>
    public static string Of(string kind, string type, string holder) => holder.Length == 0 ? Of(kind, type) : Of(kind, $"{type}|{holder}");

    public static string Of(string kind, string type) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{kind}|{type}")).AsSpan(0, 8));
}
