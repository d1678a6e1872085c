switch (args)
{
    default:
        await Console.Error.WriteLineAsync("name a command: generate | evaluate");
        return 2;
}
