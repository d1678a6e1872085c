namespace LeakFleet.Fleet;

/// <summary>
/// The name of a service, as far as it may be one. It is a key, of a grain and of a row of a database, and PostgreSQL takes no NUL in a text: one process that says such a
/// name would be reported in vain for ever. Agents send no control characters; what else sends, may.
/// </summary>
internal static class ServiceName
{
    public static string Of(string told)
    {
        foreach (var c in told)
            if (char.IsControl(c)) return string.Create(told.Length, told, Clean);
        return told;
    }

    private static void Clean(Span<char> name, string told)
    {
        for (var i = 0; i < name.Length; i++) name[i] = char.IsControl(told[i]) ? ' ' : told[i];
    }
}
