namespace LeakFleet.Server.Access;

/// <summary>What a file holds, or in one line why that is nothing.</summary>
internal readonly record struct Parsed<T>(T? Value, string? Fault) where T : class
{
    public static Parsed<T> Bad(string fault) => new(null, fault);

    public static implicit operator Parsed<T>(T value) => new(value, null);
}
