using System.Text;

namespace LeakFleet.Server.Access;

/// <summary>A token in a file, and one in a request.</summary>
internal static class Bearer
{
    /// <summary>Service-account tokens have some 1,500 characters; tokens of users with many groups a few thousand.</summary>
    public const int CharsMax = 8 * 1024;

    public static Parsed<string> Parse(byte[] file)
    {
        var token = Encoding.UTF8.GetString(file).Trim();
        if (token.Length is 0 or > CharsMax) return Parsed<string>.Bad($"a token has 1 to {CharsMax} characters");
        return token.All(c => c is > ' ' and <= '~') ? token : Parsed<string>.Bad("holds characters that no token has");
    }

    /// <summary>
    /// The secret in an <c>Authorization</c> header: a bearer token, or the password of a basic one, which is how a browser asks its user for a key.
    /// </summary>
    public static bool TryRead(string? header, out string secret)
    {
        secret = "";
        if (header is null || header.Length > CharsMax + 16) return false;
        if (header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)) secret = header[7..].Trim();
        else if (header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase))
        {
            var decoded = new byte[header.Length];
            if (!Convert.TryFromBase64String(header[6..].Trim(), decoded, out var length)) return false;
            var pair = Encoding.UTF8.GetString(decoded.AsSpan(0, length));
            var colon = pair.IndexOf(':', StringComparison.Ordinal);
            if (colon < 0) return false;
            secret = pair[(colon + 1)..];
        }

        return secret.Length is > 0 and <= CharsMax;
    }
}
