namespace LeakFleet.Server.Access;

/// <summary>Addresses that keys and verdicts about tokens may come from: nobody between may change what they say.</summary>
internal static class Addresses
{
    public static bool IsSafe(string text) => Uri.TryCreate(text, UriKind.Absolute, out var address) && IsSafe(address);

    public static bool IsSafe(Uri address) =>
        address.UserInfo.Length == 0 && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback));
}
