namespace LeakFleet.Fleet;

/// <summary>A state folder that cannot be used. The message is one line for the person who chose the folder.</summary>
public sealed class StateStoreException : Exception
{
    public StateStoreException()
    {
    }

    public StateStoreException(string message) : base(message)
    {
    }

    public StateStoreException(string message, Exception inner) : base(message, inner)
    {
    }
}
